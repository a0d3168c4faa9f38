using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>
/// A short list to choose from, in the frame of the kit's fields: the browser's own control, for which phones show their list, with its
/// label, its hint and its validation error.
/// </summary>
/// <typeparam name="TValue">Text or an enum.</typeparam>
public sealed partial class SelectField<TValue>
{
    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter]
    public TValue? Value { get; set; }

    [Parameter]
    public EventCallback<TValue> ValueChanged { get; set; }

    [Parameter]
    public string? Hint { get; set; }

    [Parameter]
    public string? Error { get; set; }

    /// <summary>The choices: <c>option</c> elements.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    private Task SetAsync(TValue? chosen) => ValueChanged.InvokeAsync(chosen);
}
