"""What is shipped, and the rules that the code itself keeps."""
