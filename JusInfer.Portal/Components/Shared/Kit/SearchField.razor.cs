using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>
/// A text to search a list for, in the frame of the kit's fields. It is on pages that stay open, and the kit's own field takes 0.1 MB of
/// the server's memory on each of them.
/// </summary>
public sealed partial class SearchField
{
    private ElementReference input;

    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter, EditorRequired]
    public int MaxLength { get; set; }

    [Parameter]
    public string? Placeholder { get; set; }

    [Parameter]
    public string? Value { get; set; }

    /// <summary>Called with the text when it is entered, and not with each key.</summary>
    [Parameter]
    public EventCallback<string?> ValueChanged { get; set; }

    internal Task FocusAsync() => input.TryFocusAsync();

    private Task SetAsync(string? text) => ValueChanged.InvokeAsync(text);
}
