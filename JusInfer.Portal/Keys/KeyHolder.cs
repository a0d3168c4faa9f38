using JusInfer.Portal.Tenancy;

namespace JusInfer.Portal.Keys;

/// <summary>A key and the member it acts for: what a call is checked against.</summary>
internal sealed record KeyHolder(ApiKey Key, Member Member);
