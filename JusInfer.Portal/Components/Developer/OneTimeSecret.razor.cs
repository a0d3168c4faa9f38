using JusInfer.Portal.Components.Shared;
using JusInfer.Portal.Components.Shared.Kit;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer;

/// <summary>Shows a secret once, with a copy button, and closes the dialog. It takes the focus when it appears.</summary>
public sealed partial class OneTimeSecret
{
    private ElementReference heading;

    /// <summary>What the user has to do: <c>Copy this key now.</c></summary>
    [Parameter, EditorRequired]
    public string Instruction { get; set; } = "";

    /// <summary>Why it has to be done now.</summary>
    [Parameter, EditorRequired]
    public string Warning { get; set; } = "";

    /// <summary>The id of the element that contains the secret.</summary>
    [Parameter, EditorRequired]
    public string Id { get; set; } = "";

    [Parameter, EditorRequired]
    public string Value { get; set; } = "";

    /// <summary>The copy button's accessible name.</summary>
    [Parameter, EditorRequired]
    public string CopyLabel { get; set; } = "";

    /// <summary>The text of the button that closes the dialog.</summary>
    [Parameter, EditorRequired]
    public string CloseLabel { get; set; } = "";

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    [Inject]
    private Dialogs Dialogs { get; set; } = default!;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) await heading.TryFocusAsync();
    }
}
