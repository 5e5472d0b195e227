@echo off
rem For a command prompt: contestbook check FILE.xlsx and so on. What a command answers is handed on.
"%~dp0python\python.exe" -I -m xladdin.cli %*
