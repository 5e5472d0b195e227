@echo off
rem Drop folder: drag a folder onto this file, or double-click for the one on the desktop.
rem ASCII only: cmd reads this file in the code page of the computer. "\." keeps the quote after D:\ a quote.
title contestbook watch
rem Started from inside the .zip there is only this file. The numbers are the same sentence in Chinese.
if not exist "%~dp0python\python.exe" (
  echo Unzip the whole folder first: right-click the .zip, "Extract all", then start this again from the new folder.
  powershell -NoProfile -Command "-join [char[]](0x8BF7,0x5148,0x628A,0x6574,0x4E2A,0x538B,0x7F29,0x5305,0x5168,0x90E8,0x89E3,0x538B,0x7F29,0xFF0C,0x518D,0x53CC,0x51FB,0x3002)"
  pause
  exit /b 1
)
rem A crash of Python is a number below zero, which "if errorlevel 1" does not see.
if "%~1"=="" (
  "%~dp0python\python.exe" -I -m xladdin.cli watch
) else (
  "%~dp0python\python.exe" -I -m xladdin.cli watch "%~1\."
)
if not %errorlevel%==0 pause
