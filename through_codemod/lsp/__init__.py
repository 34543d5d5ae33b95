"""What does `through-codemod lsp` do? It offers the rewrite where the cursor stands, to any editor that speaks LSP.

https://microsoft.github.io/language-server-protocol/
"""
