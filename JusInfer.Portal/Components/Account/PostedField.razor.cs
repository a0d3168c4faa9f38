using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>A field of a form that is posted: its label, what was typed, and everything that is wrong with it.</summary>
public sealed partial class PostedField
{
    /// <summary>The field's name in the form, which is its name in the interface for programs too.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public string Type { get; set; } = "text";

    /// <summary>What to show again; never a password.</summary>
    [Parameter]
    public string? Value { get; set; }

    [Parameter]
    public string? Hint { get; set; }

    [Parameter]
    public string AutoComplete { get; set; } = "on";

    [Parameter]
    public int? MaxLength { get; set; }

    [Parameter]
    public bool Required { get; set; }

    [Parameter, EditorRequired]
    public IReadOnlyList<string> Faults { get; set; } = [];

    private string Id => "field-" + Name;
}
