using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer;

/// <summary>Redirects the developer area's base address to its first tab.</summary>
public sealed partial class DeveloperPage
{
    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    protected override void OnInitialized() => Navigation.NavigateTo("/developer/keys");
}
