"""The live text: Socket.IO in, batches of commands, finished frames out."""
