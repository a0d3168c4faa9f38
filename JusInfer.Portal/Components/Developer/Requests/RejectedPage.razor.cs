using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Requests;

/// <summary>
/// The address of the list of rejected calls that was apart. Its filters, by key and code, have the same names in the list of all calls.
/// </summary>
public sealed partial class RejectedPage
{
    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    protected override void OnInitialized() =>
        Navigation.NavigateTo("/developer/requests"
            + new Uri(Navigation.GetUriWithQueryParameter("status", RequestsQuery.RejectedStatus)).Query);
}
