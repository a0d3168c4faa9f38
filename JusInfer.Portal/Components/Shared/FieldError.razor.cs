using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Shared;

/// <summary>The validation error of a field; renders nothing without one.</summary>
public sealed partial class FieldError
{
    [Parameter, EditorRequired]
    public string? Text { get; set; }

    [Parameter]
    public string? Id { get; set; }
}
