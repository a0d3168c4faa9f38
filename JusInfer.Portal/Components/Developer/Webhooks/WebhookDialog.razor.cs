using JusInfer.Portal.Notifications.Webhooks;
using Microsoft.AspNetCore.Components;

namespace JusInfer.Portal.Components.Developer.Webhooks;

/// <summary>Adds a webhook and shows its secret once. Only this dialog references the plaintext: closing the dialog drops it.</summary>
public sealed partial class WebhookDialog
{
    private readonly HashSet<string> selected = new(StringComparer.Ordinal);
    private AddedWebhook? added;
    private string url = "";

    [Inject]
    private WebhookService Service { get; set; } = default!;

    private void Select(string type, bool isSelected)
    {
        if (isSelected) selected.Add(type);
        else selected.Remove(type);
    }

    private async Task AddAsync()
    {
        var request = new WebhookRequest { Url = url, Events = [.. selected] };
        added = (await RunAsync(me => Service.AddAsync(me, request, CancellationToken.None)))?.Value;
    }
}
