using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using JusInfer.Portal.Api;
using JusInfer.Portal.Api.Input;

namespace JusInfer.Portal.Mcp.Tools;

/// <summary>The JSON form of the tools' arguments and of those results that the control plane does not have, generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(RequestTimeJsonConverter)])]
[JsonSerializable(typeof(UsageSumsQuery))]
[JsonSerializable(typeof(RunListArguments))]
[JsonSerializable(typeof(RunArguments))]
[JsonSerializable(typeof(RejectionArguments))]
[JsonSerializable(typeof(LimitsArguments))]
[JsonSerializable(typeof(ModelsArguments))]
[JsonSerializable(typeof(MintKeyArguments))]
[JsonSerializable(typeof(KeyLimitsView))]
[JsonSerializable(typeof(RejectionView))]
internal sealed partial class ToolJson : JsonSerializerContext
{
    public static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)Default.GetTypeInfo(typeof(T))!;
}
