using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Shared.Kit;

/// <summary>A dialog of the UI kit with a heading of the second level, where the kit has one of the sixth.</summary>
public sealed partial class DialogFrame : IDisposable
{
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>The component in the dialog, and its parameters.</summary>
    [Parameter, EditorRequired]
    public Type Content { get; set; } = default!;

    [Parameter]
    public IDictionary<string, object>? Parameters { get; set; }

    /// <summary>Called when the dialog is no longer in the page, and has given the focus back.</summary>
    [Parameter, EditorRequired]
    public Action OnRemoved { get; set; } = default!;

    public void Dispose() => OnRemoved();
}
