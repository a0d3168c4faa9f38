using Microsoft.AspNetCore.Components;

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

    /// <summary>The on-screen keyboard of a phone: <c>numeric</c>, <c>decimal</c>.</summary>
    [Parameter]
    public string? InputMode { get; set; }

    [Parameter]
    public long? MaxLength { get; set; }

    private string ErrorId => Id + "-error";

    private string HintId => Id + "-hint";

    private string? DescribedBy => (Error, Hint) switch
    {
        (null, null) => null,
        (null, _) => HintId,
        (_, null) => ErrorId,
        _ => $"{ErrorId} {HintId}",
    };
}
