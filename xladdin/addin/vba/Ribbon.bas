Attribute VB_Name = "Ribbon"
Option Explicit

' A press of a button starts our Python for the workbook in front, waits for it and says one sentence if it could not run.
' What only Excel for Windows can do stands in Host.
'
' Names in braces are filled in by the build. Words are UTF-16 in hex, for VBA source has a code page.

Private Const COMMAND_IDS As String = "{command_ids}"

' What Python answers. It ends with 1 or 2 by itself where it breaks down, so these are none of ours.
Private Const CHANGED As Long = {changed}
Private Const UNCHANGED As Long = {unchanged}
Private Const REFUSED As Long = {refused}
Private Const EXCEL_BUSY As Long = {excel_busy}
Private Const NOT_RUN As Long = -1

Private Const WORKING_ZH As String = "{working_zh}"
Private Const WORKING_EN As String = "{working_en}"
Private Const UNDO_ZH As String = "{undo_zh}"
Private Const UNDO_EN As String = "{undo_en}"
Private Const UNKNOWN_ZH As String = "{unknown_zh}"
Private Const UNKNOWN_EN As String = "{unknown_en}"
Private Const TWICE_ZH As String = "{twice_zh}"
Private Const TWICE_EN As String = "{twice_en}"
Private Const NO_PLACE_ZH As String = "{no_place_zh}"
Private Const NO_PLACE_EN As String = "{no_place_en}"
Private Const NO_PYTHON_ZH As String = "{no_python_zh}"
Private Const NO_PYTHON_EN As String = "{no_python_en}"
Private Const NO_BOOK_ZH As String = "{no_book_zh}"
Private Const NO_BOOK_EN As String = "{no_book_en}"
Private Const EDITING_ZH As String = "{editing_zh}"
Private Const EDITING_EN As String = "{editing_en}"
Private Const FAILED_ZH As String = "{failed_zh}"
Private Const FAILED_EN As String = "{failed_en}"

Private Running As Boolean

' Every button of the tab; its id is the command.
Public Sub OnButton(control As IRibbonControl)
    RunCommand control.ID
End Sub

' What Ctrl+Z leads to after a command.
Public Sub UndoLast()
    RunCommand "undo"
End Sub

' No function and not public: a formula in somebody's workbook must not be able to press our buttons.
Private Sub RunCommand(ByVal Id As String)
    Dim Code As Long
    Dim Sentence As String
    Code = NOT_RUN
    If Not IsCommand(Id) Then
        Sentence = Told(UNKNOWN_ZH, UNKNOWN_EN)
    ElseIf Running Then
        Sentence = Told(TWICE_ZH, TWICE_EN)
    Else
        Sentence = Pressed(Id, Code)
    End If
    If Sentence <> "" Then Say Sentence
    If Code = CHANGED Then OfferUndo Told(UNDO_ZH, UNDO_EN)
End Sub

' What is left to say after a run: "" if it went well, or if Python has said it.
Private Function Pressed(ByVal Id As String, ByRef Code As Long) As String
    On Error GoTo Failed
    Running = True
    Busy Told(WORKING_ZH, WORKING_EN)
    If PythonExe() = "" Then
        Pressed = Told(NO_PLACE_ZH, NO_PLACE_EN)
    ElseIf Not PythonIsThere() Then
        Pressed = Told(NO_PYTHON_ZH, NO_PYTHON_EN)
    ElseIf BookInFront() = "" Then
        Pressed = Told(NO_BOOK_ZH, NO_BOOK_EN)
    Else
        RunAndWait Id, Code
        If Not Answered(Code) Then Pressed = Failure(Code)
    End If
Finish:
    ' A status bar that will not come back must not keep the buttons locked.
    On Error Resume Next
    Running = False
    If Answered(Code) Then
        FreeLater
    Else
        Busy ""
    End If
    Exit Function
Failed:
    Code = NOT_RUN
    Pressed = Failure(Err.Number)
    Resume Finish
End Function

' Whether Python has said what came of it; then its sentence may stand in the status bar.
Private Function Answered(ByVal Code As Long) As Boolean
    Answered = (Code = CHANGED Or Code = UNCHANGED Or Code = REFUSED)
End Function

' Python alone: -I keeps out its environment, the user's packages and the folder we happen to stand in.
' Asked for by Host; whatever id is given, no other words come out.
Public Function Arguments(ByVal Id As String) As String
    If Not IsCommand(Id) Then Exit Function
    Arguments = "-I -m xladdin.clicks " & Id & " --hwnd=" & Instance() & " --book=" & Hexed(BookInFront())
End Function

' The UTF-16 of a text, four hex digits each, so that nothing in a file's name can mean anything to a command line.
Private Function Hexed(ByVal Text As String) As String
    Dim At As Long
    For At = 1 To Len(Text)
        Hexed = Hexed & Right$("000" & Hex$(AscW(Mid$(Text, At, 1))), 4)
    Next At
End Function

' Only a-z, 0-9 and _ reach the command line, and only a command of ours.
Public Function IsCommand(ByVal Id As String) As Boolean
    Dim At As Long
    If Len(Id) = 0 Or Len(Id) > 40 Then Exit Function
    For At = 1 To Len(Id)
        If InStr(1, "abcdefghijklmnopqrstuvwxyz0123456789_", Mid$(Id, At, 1), vbBinaryCompare) = 0 Then Exit Function
    Next At
    IsCommand = InStr(1, COMMAND_IDS, "|" & Id & "|", vbBinaryCompare) > 0
End Function

Private Function Failure(ByVal Number As Long) As String
    If Number = EXCEL_BUSY Then
        Failure = Told(EDITING_ZH, EDITING_EN)
    Else
        Failure = Replace(Told(FAILED_ZH, FAILED_EN), "%1", CStr(Number))
    End If
End Function

Private Function Told(ByVal Zh As String, ByVal En As String) As String
    If Environ$("CONTESTBOOK_LANG") = "en" Then
        Told = Words(En)
    Else
        Told = Words(Zh)
    End If
End Function

' Two bytes at a time: four hex digits at once would be a negative number from 8000 on.
Private Function Words(ByVal Digits As String) As String
    Dim At As Long
    For At = 1 To Len(Digits) Step 4
        Words = Words & ChrW(256 * CLng("&H" & Mid$(Digits, At, 2)) + CLng("&H" & Mid$(Digits, At + 2, 2)))
    Next At
End Function
