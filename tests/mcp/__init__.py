"""The server for assistants, asked with the client of the official SDK: in this process, over stdio and over HTTP."""
