Attribute VB_Name = "Host"
Option Explicit

' What only Excel for Windows can do. Everything else stands in Ribbon.
'
' Any workbook can use what is public in an add-in: a function in a formula, a Sub behind a picture one clicks on.
' So none of this takes a program or words for a command line, and no function starts anything.

Private Const FREE_BAR As String = "Host.FreeStatusBar"

Private FreeAt As Date

' The one place our Python lies in; no workbook, folder or setting can name another. "" where Windows does not say.
' Environ$ and Dir$ would lose the characters of a user's name that the code page of this computer lacks.
Public Function PythonExe() As String
    Dim Folder As String
    Folder = CreateObject("WScript.Shell").Environment("Process").Item("LOCALAPPDATA")
    If Folder <> "" Then PythonExe = Folder & "\contestbook\python\pythonw.exe"
End Function

Public Function PythonIsThere() As Boolean
    PythonIsThere = CreateObject("Scripting.FileSystemObject").FileExists(PythonExe())
End Function

' The Excel that was pressed in: there may be two.
Public Function Instance() As String
    Instance = CStr(Application.Hwnd)
End Function

' The full name of the workbook in front; "" if there is none.
Public Function BookInFront() As String
    If Not ActiveWorkbook Is Nothing Then BookInFront = ActiveWorkbook.FullName
End Function

' The program itself, no command shell, and waited for (True). It has no window to hide, but its message boxes
' might stay hidden if it were started so; hence 1.
' Esc closes a dialogue of ours; it must not break into this macro as well. Excel itself ends that when we are done.
Public Sub RunAndWait(ByVal Id As String, ByRef Code As Long)
    If Not IsCommand(Id) Then Exit Sub
    Application.EnableCancelKey = xlDisabled
    Code = CreateObject("WScript.Shell").Run("""" & PythonExe() & """ " & Arguments(Id), 1, True)
End Sub

' The status bar while a command works; "" gives it back to Excel.
Public Sub Busy(ByVal Text As String)
    StayBusy
    If Text = "" Then
        Application.StatusBar = False
    Else
        Application.StatusBar = Text
    End If
End Sub

' What was to happen after the command before must not wipe out what this one says.
Private Sub StayBusy()
    On Error Resume Next
    If FreeAt <> 0 Then Application.OnTime FreeAt, OurMacro(FREE_BAR), , False
    FreeAt = 0
End Sub

' What Python said stays in the status bar for half a minute.
Public Sub FreeLater()
    On Error Resume Next
    FreeAt = Now + TimeSerial(0, 0, 30)
    Application.OnTime FreeAt, OurMacro(FREE_BAR)
End Sub

Public Sub FreeStatusBar()
    FreeAt = 0
    Application.StatusBar = False
End Sub

' Ctrl+Z leads to our own undo. Where Excel will not have it, the button for it is still there.
Public Sub OfferUndo(ByVal Text As String)
    On Error Resume Next
    Application.OnUndo Text, OurMacro("Ribbon.UndoLast")
End Sub

' How Excel is told a macro of this file.
Private Function OurMacro(ByVal Title As String) As String
    OurMacro = "'" & Replace(ThisWorkbook.Name, "'", "''") & "'!" & Title
End Function

Public Sub Say(ByVal Text As String)
    MsgBox Text, vbExclamation, "contestbook"
End Sub
