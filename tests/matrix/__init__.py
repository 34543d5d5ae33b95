"""Does every accessor call leave what the tool's own output leaves, for each shape of relation and form of argument?

shapes.py    which relations there are, from which side, and from which rows a run starts
forms/       which calls there are: verb, arguments, place
cells.py     shape x form: the functions of a module, and what the tool makes of them
projects.py  the interpreters and databases that cells run under
judging.py   what differs, and whether the finding says so
project/     the models, and what runs the functions: for any Django from 3.2 on, under Python 3.8 or later
"""
