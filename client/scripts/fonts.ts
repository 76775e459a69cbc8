import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

const client = fileURLToPath(new URL("..", import.meta.url));
const packages = join(client, "node_modules/@expo-google-fonts");
const target = join(client, "dist/fonts");

const FONTS = [
  "source-serif-4/400Regular/SourceSerif4_400Regular.ttf",
  "source-serif-4/400Regular_Italic/SourceSerif4_400Regular_Italic.ttf",
  "source-serif-4/600SemiBold/SourceSerif4_600SemiBold.ttf",
  "source-serif-4/600SemiBold_Italic/SourceSerif4_600SemiBold_Italic.ttf",
  "inter/400Regular/Inter_400Regular.ttf",
  "noto-naskh-arabic/NotoNaskhArabic_400Regular.ttf",
  "noto-naskh-arabic/NotoNaskhArabic_600SemiBold.ttf",
  "noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf",
  "noto-serif-sc/600SemiBold/NotoSerifSC_600SemiBold.ttf",
  "noto-serif/400Regular/NotoSerif_400Regular.ttf",
  // For single characters that the fonts above do not have.
  "noto-serif-hebrew/400Regular/NotoSerifHebrew_400Regular.ttf",
  "noto-serif-kr/400Regular/NotoSerifKR_400Regular.ttf",
  "noto-sans-math/400Regular/NotoSansMath_400Regular.ttf",
  "noto-sans-symbols/400Regular/NotoSansSymbols_400Regular.ttf",
  "noto-sans-symbols-2/400Regular/NotoSansSymbols2_400Regular.ttf",
  "noto-emoji/400Regular/NotoEmoji_400Regular.ttf",
];

/**
 * Copies the fonts that PDFs are set in to dist/fonts when everything else is built: TrueType, for typst reads no others.
 * Noto Naskh Arabic stays at 0.2.3, for with newer ones Arabic copied out of a PDF comes out wrong.
 */
export function fontsOfDocuments(): Plugin {
  return {
    name: "fonts-of-documents",
    apply: "build",
    closeBundle() {
      mkdirSync(target, { recursive: true });
      for (const font of FONTS) copyFileSync(join(packages, font), join(target, basename(font)));
      for (const name of new Set(FONTS.map((font) => font.split("/")[0] as string))) {
        const licence = join(packages, name, "LICENSE_FONT");
        if (existsSync(licence)) copyFileSync(licence, join(target, `${name}.LICENSE.txt`));
      }
    },
  };
}
