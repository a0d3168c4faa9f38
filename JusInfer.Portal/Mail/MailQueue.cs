namespace JusInfer.Portal.Mail;

/// <summary>The mails that wait to be sent.</summary>
/// <param name="Waiting">Those that have not expired.</param>
/// <param name="Oldest">When the oldest of them was created; null if there is none.</param>
/// <param name="Failing">Those of them with a failed attempt.</param>
internal sealed record MailQueue(int Waiting, DateTimeOffset? Oldest, int Failing);
