namespace JusInfer.Portal.Content.Connect;

/// <summary>The commands that download a client's setup script and run it.</summary>
/// <param name="address">The address of the client's page.</param>
/// <param name="origin">Scheme, host and path base of the portal, without a trailing slash.</param>
internal sealed class SetupCommands(string address, string origin)
{
    public string ShellAddress => address + SetupScript.ShellName;

    public string PowerShellAddress => address + SetupScript.PowerShellName;

    public string Shell => $"curl -fsSL {origin}{ShellAddress} | sh";

    public string UndoShell => $"{Shell} -s -- --undo";

    public string PowerShell => $"irm {origin}{PowerShellAddress} | iex";

    public string UndoPowerShell => $"& ([scriptblock]::Create((irm {origin}{PowerShellAddress}))) -Undo";
}
