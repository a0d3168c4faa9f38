using Microsoft.AspNetCore.Components;
using Radzen.Blazor;

namespace JusInfer.Portal.Components.Shared;

/// <summary>One line of text with its label, its hint and what is wrong with it.</summary>
public sealed partial class TextField
{
    private RadzenTextBox? box;

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
    public string? Fault { get; set; }

    [Parameter]
    public bool Required { get; set; }

    [Parameter]
    public bool Disabled { get; set; }

    /// <summary>Takes the focus once it is there: the first field of a dialog.</summary>
    [Parameter]
    public bool Autofocus { get; set; }

    /// <summary>Which keyboard a phone shows: <c>numeric</c>, <c>decimal</c>.</summary>
    [Parameter]
    public string? InputMode { get; set; }

    [Parameter]
    public long? MaxLength { get; set; }

    private string FaultId => Id + "-fault";

    private string HintId => Id + "-hint";

    private string? DescribedBy => (Fault, Hint) switch
    {
        (null, null) => null,
        (null, _) => HintId,
        (_, null) => FaultId,
        _ => $"{FaultId} {HintId}",
    };

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && Autofocus && box is not null) await box.Element.FocusAsync();
    }
}
