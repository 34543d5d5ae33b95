-- What does Neovim do with the server? It opens a file, takes the action that is wanted where the cursor stands, and saves.
-- nvim --headless -u NONE -c "luafile tests/neovim.lua"; what it saw is printed as one JSON object.
local seen = { titles = {}, messages = {}, lines = {} }

local function quit(trouble)
  seen.trouble = trouble
  io.stdout:write(vim.json.encode(seen) .. "\n")
  vim.cmd("qall!")
end

local function waiting(what, condition)
  if not vim.wait(tonumber(vim.env.PATIENCE or 40000), condition, 20) then
    quit("no " .. what)
    return false
  end
  return true
end

vim.notify = function(message)
  table.insert(seen.messages, tostring(message))
end
vim.lsp.start = vim.lsp.start or function(config) -- before 0.8
  vim.lsp.buf_attach_client(0, vim.lsp.start_client(config))
end
vim.ui.select = function(items, options, chosen)
  for _, item in ipairs(items) do
    table.insert(seen.titles, (options.format_item(item)))
  end
  for _, item in ipairs(items) do
    if options.format_item(item):find(vim.env.ACTION, 1, true) then
      return chosen(item)
    end
  end
  chosen(nil)
end

dofile(vim.env.SETUP)
vim.cmd("filetype on")
vim.cmd("edit " .. vim.fn.fnameescape(vim.env.FILE))
if not waiting("diagnostics", function() return #vim.diagnostic.get(0) > 0 end) then return end
for _, found in ipairs(vim.diagnostic.get(0)) do
  table.insert(seen.lines, found.lnum + 1)
end
vim.fn.search(vim.env.AT)
local hovered = vim.lsp.buf_request_sync(0, "textDocument/hover", vim.lsp.util.make_position_params(), 10000)
for _, answer in pairs(hovered or {}) do
  seen.hover = answer.result and answer.result.contents.value
end
local before = vim.api.nvim_buf_get_changedtick(0)
vim.lsp.buf.code_action()
if not waiting("change", function() return vim.api.nvim_buf_get_changedtick(0) > before end) then return end
vim.cmd("write")
if waiting("fewer diagnostics", function() return #vim.diagnostic.get(0) < #seen.lines end) then quit() end
