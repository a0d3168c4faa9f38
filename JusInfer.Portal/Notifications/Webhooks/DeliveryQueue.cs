namespace JusInfer.Portal.Notifications.Webhooks;

/// <summary>The deliveries to the webhooks of all teams.</summary>
/// <param name="Waiting">Those that will be sent, or sent again.</param>
/// <param name="Oldest">When the oldest of them was created; null if there is none.</param>
/// <param name="DueSince">
/// Since when the first of them is due whose receiver does not fail: each of a failing one waits for the attempts before it. Null if there is none, and in the future if none is due yet.
/// </param>
/// <param name="Failing">Those of them with a failed attempt.</param>
/// <param name="GivenUp">Those of a recent time to which no further attempt is made.</param>
internal sealed record DeliveryQueue(int Waiting, DateTimeOffset? Oldest, DateTimeOffset? DueSince, int Failing, int GivenUp);
