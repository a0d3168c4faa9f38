using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>The fields that <c>js/passkeys.js</c> fills before a form with the attribute <c>data-passkey</c> is posted.</summary>
public sealed partial class PasskeyFields
{
    [Parameter, EditorRequired]
    public string State { get; set; } = "";
}
