using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>A one-line text input with its label, its hint and its validation error.</summary>
public sealed partial class TextField
{
    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public string? Value { get; set; }

    [Parameter]
    public EventCallback<string> ValueChanged { get; set; }

    [Parameter]
    public string? Hint { get; set; }

    [Parameter]
    public string? Error { get; set; }

    [Parameter]
    public bool Required { get; set; }

    [Parameter]
    public bool Disabled { get; set; }

    /// <summary>The on-screen keyboard of a phone.</summary>
    [Parameter]
    public InputMode InputMode { get; set; } = InputMode.text;

    /// <summary>The most characters that can be typed. A list of a hundred models has 20,000.</summary>
    [Parameter]
    public int MaxLength { get; set; } = 32_000;

    private string? DescribedBy => FieldNotes.IdsOf(Id, Hint, Error);
}
