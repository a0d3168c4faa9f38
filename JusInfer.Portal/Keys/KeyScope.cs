using System.Text.Json.Serialization;
using JusInfer.Portal.Primitives.Json;

namespace JusInfer.Portal.Keys;

/// <summary>What a key is for.</summary>
[JsonConverter(typeof(SnakeCaseEnumJsonConverter<KeyScope>))]
internal enum KeyScope
{
    /// <summary>Everything that the data plane offers.</summary>
    All,

    /// <summary>Reading usage, runs, limits and keys from the control plane, and nothing else.</summary>
    [JsonStringEnumMemberName("usage:read")]
    UsageRead,

    /// <summary>Minting keys at <c>/mcp</c>, and nothing else.</summary>
    [JsonStringEnumMemberName("keys:mint")]
    KeysMint,
}
