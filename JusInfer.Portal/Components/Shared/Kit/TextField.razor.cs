using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>A text input with its label, its hint and its validation error.</summary>
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

    [Parameter]
    public InputType InputType { get; set; } = InputType.Text;

    /// <summary>The height of a text of several lines.</summary>
    [Parameter]
    public int Lines { get; set; } = 1;

    /// <summary>Whether each key changes the value, and not only the end of the input.</summary>
    [Parameter]
    public bool Immediate { get; set; }

    [Parameter]
    public string? Placeholder { get; set; }

    /// <summary>Further attributes of the input.</summary>
    [Parameter(CaptureUnmatchedValues = true)]
    public IReadOnlyDictionary<string, object>? Attributes { get; set; }

    private string? DescribedBy => FieldNotes.IdsOf(Id, Hint, Error);
}
