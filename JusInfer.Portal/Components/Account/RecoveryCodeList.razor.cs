using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>Recovery codes that were created by the current request.</summary>
public sealed partial class RecoveryCodeList
{
    [Parameter, EditorRequired]
    public IReadOnlyList<string> Codes { get; set; } = [];
}
