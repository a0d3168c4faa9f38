namespace JusInfer.Portal.Notifications.Webhooks;

/// <summary>The host has only private addresses. Thrown within a callback of the HTTP client, and caught by <see cref="DeliveryClient"/>.</summary>
internal sealed class PrivateAddressFault() : IOException("The host has no public address.");
