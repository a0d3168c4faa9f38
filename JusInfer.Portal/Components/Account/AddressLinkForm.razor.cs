using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>The form of an <see cref="AddressLinkPage"/>. A script moves the token from the fragment of the page's address into it; without JavaScript, the person copies it.</summary>
public sealed partial class AddressLinkForm
{
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>What the link does beside what its title says.</summary>
    [Parameter]
    public string? Consequence { get; set; }

    /// <summary>Why the link was rejected.</summary>
    [Parameter]
    public string? Error { get; set; }

    [Parameter, EditorRequired]
    public string? Token { get; set; }

    [Parameter]
    public IReadOnlyList<string> TokenErrors { get; set; } = [];

    [Parameter, EditorRequired]
    public bool AsksForPassword { get; set; }

    [Parameter, EditorRequired]
    public string PasswordHint { get; set; } = "";

    [Parameter]
    public IReadOnlyList<string> PasswordErrors { get; set; } = [];

    /// <summary>The text of the button.</summary>
    [Parameter, EditorRequired]
    public string Action { get; set; } = "";

    [Parameter, EditorRequired]
    public EventCallback OnSubmit { get; set; }
}
