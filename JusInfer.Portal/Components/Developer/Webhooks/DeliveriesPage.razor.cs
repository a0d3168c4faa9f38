using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Webhooks;

/// <summary>The page of one webhook.</summary>
public sealed partial class DeliveriesPage
{
    /// <summary>The id of the webhook.</summary>
    [Parameter]
    public string Webhook { get; set; } = "";
}
