; The installer for Windows: for this user without rights (the default) or for the machine (/ALLUSERS), silent with /S.
;   makensis -DVERSION=0.1.0 -DNUMBERS=0.1.0.0 -DPAYLOAD=..\..\dist\waymark -DOUT=..\..\dist\waymark-0.1.0-setup.exe waymark.nsi
; Switches: /S silent, /ALLUSERS or /CURRENTUSER, /D=FOLDER last. Exit status: 0 installed, 1 given up by the user,
; 2 not installed: a file could not be replaced, or the rights for /ALLUSERS are missing.
Unicode true
; a user without rights is asked for none: Highest is the highest that this user has
!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_INSTALLMODE_DEFAULT_CURRENTUSER
!define MULTIUSER_MUI
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_INSTALLMODE_INSTDIR Waymark
!define MULTIUSER_USE_PROGRAMFILES64
!include MultiUser.nsh
!include MUI2.nsh
!include FileFunc.nsh

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Waymark"
Name "Waymark"
OutFile "${OUT}"
SetCompressor /SOLID lzma
ShowInstDetails nevershow
VIProductVersion "${NUMBERS}"
VIAddVersionKey ProductName "Waymark"
VIAddVersionKey FileDescription "Waymark installer"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey LegalCopyright "Apache License 2.0"

!insertmacro MUI_PAGE_LICENSE "${PAYLOAD}/LICENSE.txt"
!insertmacro MULTIUSER_PAGE_INSTALLMODE
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE English

Function .onInit
    StrCpy $R9 $INSTDIR  ; what /D= says; the next line would lose it
    !insertmacro MULTIUSER_INIT
    ${If} $R9 != ""
        StrCpy $INSTDIR $R9
    ${EndIf}
    ${GetParameters} $0
    ClearErrors
    ${GetOptions} $0 "/ALLUSERS" $1
    ${IfNot} ${Errors}
        ${If} $MultiUser.Privileges != Admin
            MessageBox MB_ICONSTOP "Installing for all users needs an administrator." /SD IDOK
            SetErrorLevel 2
            Quit
        ${EndIf}
    ${EndIf}
FunctionEnd

Function un.onInit
    !insertmacro MULTIUSER_UNINIT
FunctionEnd

Section
    ; a running program keeps its own file open: then nothing is touched
    IfFileExists "$INSTDIR\waymark.exe" 0 free
    ClearErrors
    Rename "$INSTDIR\waymark.exe" "$INSTDIR\waymark.old"
    IfErrors busy
    Rename "$INSTDIR\waymark.old" "$INSTDIR\waymark.exe"
    free:
    RMDir /r "$INSTDIR\_internal"
    SetOutPath "$INSTDIR"
    ClearErrors
    File /r "${PAYLOAD}/*"
    IfErrors full
    WriteUninstaller "$INSTDIR\uninstall.exe"
    CreateShortcut "$SMPROGRAMS\Waymark.lnk" "$INSTDIR\waymark.exe"
    WriteRegStr SHCTX "${UNINSTALL}" DisplayName "Waymark"
    WriteRegStr SHCTX "${UNINSTALL}" DisplayVersion "${VERSION}"
    WriteRegStr SHCTX "${UNINSTALL}" Publisher "The Waymark project"
    WriteRegStr SHCTX "${UNINSTALL}" DisplayIcon "$INSTDIR\waymark.exe"
    WriteRegStr SHCTX "${UNINSTALL}" UninstallString '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode'
    WriteRegStr SHCTX "${UNINSTALL}" QuietUninstallString '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode /S'
    ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
    WriteRegDWORD SHCTX "${UNINSTALL}" EstimatedSize $0
    Goto done
    busy:
    MessageBox MB_ICONSTOP "Waymark is open. Close it and install again; nothing was changed." /SD IDOK
    SetErrorLevel 2
    Abort
    full:
    MessageBox MB_ICONSTOP "A file could not be written. Make room on the disk and install again." /SD IDOK
    SetErrorLevel 2
    Abort
    done:
SectionEnd

Section Uninstall
    ; the user's own data, in another folder, stays
    RMDir /r "$INSTDIR\_internal"
    Delete "$INSTDIR\waymark.exe"
    Delete "$INSTDIR\waymark-cli.exe"
    Delete "$INSTDIR\LICENSE.txt"
    Delete "$INSTDIR\THIRD-PARTY-NOTICES.txt"
    Delete "$INSTDIR\sbom.cdx.json"
    Delete "$INSTDIR\files.sha256"
    Delete "$INSTDIR\uninstall.exe"
    RMDir "$INSTDIR"
    Delete "$SMPROGRAMS\Waymark.lnk"
    DeleteRegKey SHCTX "${UNINSTALL}"
SectionEnd
