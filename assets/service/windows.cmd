@echo off
rem Parlor's server on Windows: let it through the firewall, and start it when somebody logs on.
rem   windows.cmd install C:\Parlor\parlor-server.exe
rem   windows.cmd remove
rem In a console that was opened with "Run as administrator"; docs\hosting.md tells more.
setlocal
rem A task ends after three days, and on a battery, unless it is told not to.
set NAME=Parlor

if /i "%~1"=="install" goto install
if /i "%~1"=="remove" goto remove
echo Say: windows.cmd install C:\PATH\parlor-server.exe, or: windows.cmd remove
exit /b 2

:install
if "%~2"=="" (
    echo Say where the server is: windows.cmd install C:\PATH\parlor-server.exe
    exit /b 2
)
if not exist "%~f2" (
    echo There is no "%~f2"
    exit /b 2
)
netsh advfirewall firewall delete rule name="%NAME%" >nul
netsh advfirewall firewall add rule name="%NAME%" dir=in action=allow profile=private,domain program="%~f2"
if errorlevel 1 goto failed
schtasks /create /f /tn "%NAME%" /sc onlogon /rl limited /tr "\"%~f2\""
if errorlevel 1 goto failed
powershell -NoProfile -Command "Set-ScheduledTask -TaskName '%NAME%' -Settings (New-ScheduledTaskSettingsSet -ExecutionTimeLimit ([TimeSpan]::Zero) -AllowStartIfOnBatteries -DontStopIfGoingOnBatteries)" >nul
if errorlevel 1 goto failed
schtasks /run /tn "%NAME%"
if errorlevel 1 goto failed
echo The server runs, and again whenever you log on.
exit /b 0

:remove
schtasks /end /tn "%NAME%" >nul
schtasks /delete /f /tn "%NAME%"
if errorlevel 1 goto failed
netsh advfirewall firewall delete rule name="%NAME%"
if errorlevel 1 goto failed
echo The server is ended and starts no more; its data stays.
exit /b 0

:failed
echo That did not work; is this console one of an administrator?
exit /b 1
