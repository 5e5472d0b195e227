@echo off
rem Double-click: puts contestbook in its place for this user, adds its tab to Excel, and says what is still missing.
rem ASCII only, and the code page stays: Python shows Chinese in any, and in another one Windows would say "pause" in English.
title contestbook
rem Started from inside the .zip there is only this file. The numbers are the same sentence in Chinese.
if not exist "%~dp0python\python.exe" (
  echo Unzip the whole folder first: right-click the .zip, "Extract all", then start this again from the new folder.
  powershell -NoProfile -Command "-join [char[]](0x8BF7,0x5148,0x628A,0x6574,0x4E2A,0x538B,0x7F29,0x5305,0x5168,0x90E8,0x89E3,0x538B,0x7F29,0xFF0C,0x518D,0x53CC,0x51FB,0x3002)"
  pause
  exit /b 1
)
rem 2: refused, in a sentence. Else a package is broken: the look at the computer needs none of them.
"%~dp0python\python.exe" -I -m xladdin.cli addin install
if not %errorlevel%==0 if not %errorlevel%==2 "%~dp0python\python.exe" -I -m xladdin.computer
echo.
pause
