using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Shared;

/// <summary>What is wrong with a field; nothing where nothing is.</summary>
public sealed partial class FieldFault
{
    [Parameter, EditorRequired]
    public string? Text { get; set; }

    [Parameter]
    public string? Id { get; set; }
}
