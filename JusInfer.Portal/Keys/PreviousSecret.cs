namespace JusInfer.Portal.Keys;

/// <summary>The secret that a rotation replaced and that works for an overlap, while clients get the new one.</summary>
/// <param name="Display">The abbreviated secret.</param>
/// <param name="EndsAt">When it stops working, unless the key ends before.</param>
/// <param name="LastUsedAt">Its last use since the rotation, to the minute; null if there was none.</param>
internal sealed record PreviousSecret(string Display, DateTimeOffset EndsAt, DateTimeOffset? LastUsedAt = null);
