using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Account;

/// <summary>A field of a form that the browser posts: its label, its value, its hint and its validation errors.</summary>
public sealed partial class FormField
{
    /// <summary>The field's name in the form; the API uses the same name.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public string Type { get; set; } = "text";

    /// <summary>The value that the user typed before; null for a password.</summary>
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
    public IReadOnlyList<string> Errors { get; set; } = [];

    private string Id => "field-" + Name;
}
