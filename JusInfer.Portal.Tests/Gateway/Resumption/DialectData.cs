using System.Text.Json;
using JusInfer.Portal.Tests.Gateway.Conformance;
using JusInfer.Portal.Tests.Gateway.Conformance.TestDialects;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>Theory data: dialects and pairs of them.</summary>
internal static class DialectData
{
    public static TheoryData<string> Dialects => [.. DialectHost.Dialects.Select(static dialect => dialect.Name)];

    /// <summary>The client's dialect and the upstream's dialect.</summary>
    public static TheoryData<string, string> Pairs => [.. DialectHost.Dialects.SelectMany(static _ => DialectHost.Dialects, static (client, upstream) => (client.Name, upstream.Name))];

    /// <summary>The same, with the dialects that only clients have.</summary>
    public static TheoryData<string, string> AllPairs => [.. DialectHost.ClientDialects.SelectMany(static _ => DialectHost.Dialects, static (client, upstream) => (client.Name, upstream.Name))];

    /// <summary>The request in this dialect.</summary>
    public static JsonElement CreateRequest(this ITestDialect dialect, ModelRequest request) => JsonElement.Parse(dialect.WriteRequest(request).ToJsonString());
}
