namespace JusInfer.Portal.Tests.Architecture;

/// <summary>
/// Which modules may depend on which, and which modules may use which frameworks. The tables of docs/ARCHITECTURE.md, enforced by
/// <see cref="DependencyRulesTests"/>.
/// </summary>
internal static class DependencyRules
{
    public const string Everything = "*";

    /// <summary>A module and the modules it may use, besides itself and Primitives.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Modules = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Primitives"] = [],
        ["Catalog"] = [],
        ["Tenancy"] = [],
        ["Content"] = [],
        ["Routing"] = ["Catalog"],
        ["Simulator"] = [],
        ["Keys"] = ["Tenancy"],
        ["Usage"] = ["Catalog"],
        ["Accounts"] = ["Tenancy"],
        ["Admission"] = ["Tenancy", "Keys", "Catalog", "Usage"],
        ["Gateway"] = ["Routing", "Catalog", "Keys", "Tenancy", "Usage", "Admission", "Simulator"],
        ["Api"] = ["Keys", "Tenancy", "Usage", "Catalog", "Accounts", "Admission", "Gateway.Status"],
        ["Components"] = ["Keys", "Tenancy", "Usage", "Catalog", "Content", "Accounts", "Admission", "Routing", "Gateway.Status"],
        ["Data"] = ["Keys", "Tenancy", "Usage", "Catalog", "Accounts", "Admission", "Routing", "Gateway"],
        ["Hosting"] = [Everything],
    };

    /// <summary>A part of the gateway and the parts it may use.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> GatewayParts = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Wire"] = [],
        ["Errors"] = ["Wire"],
        ["Authentication"] = ["Wire", "Errors"],
        ["Requests"] = ["Wire", "Errors"],
        ["Translation"] = ["Wire", "Errors", "Requests"],
        ["Calls"] = ["Wire", "Errors", "Authentication", "Requests", "Translation", "FaultInjection", "Dialects", "Upstreams"],
        ["Dialects"] = ["Wire", "Errors", "Requests", "Translation", "Calls", "Responses", "Streaming", "Upstreams"],
        ["FaultInjection"] = ["Wire"],
        ["Responses"] = ["Wire", "Errors", "Authentication", "Requests", "Calls"],
        ["Streaming"] = ["Wire", "Errors", "Requests", "Translation", "Calls", "Dialects", "Upstreams"],
        ["Upstreams"] = ["Wire", "Errors", "Requests", "Translation", "Calls", "Dialects", "FaultInjection", "Streaming"],
        ["Endpoints"] = ["Wire", "Errors", "Authentication", "Requests", "Calls", "Dialects", "Responses", "Upstreams"],
        ["Forwarding"] = ["Wire", "Errors", "Requests", "Calls", "Dialects", "Endpoints", "Streaming", "Upstreams"],
        ["Status"] = ["Wire", "Streaming", "Upstreams"],
    };

    /// <summary>A dialect and the dialects it may use: variants of one wire format, and a client dialect that accepts requests of another.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> DialectParts = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["AnthropicMessages"] = [],
        ["OpenAiResponses"] = [],
        ["OpenAiChat"] = ["OpenAiResponses"],
        ["OpenAiCompletions"] = ["OpenAiChat"],
        ["OpenAiEmbeddings"] = ["OpenAiChat"],
    };

    /// <summary>A framework's namespace and the modules, or parts of one, that may use it.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Frameworks = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Microsoft.EntityFrameworkCore"] = ["Data", "Hosting"],
        ["Microsoft.AspNetCore.Identity.EntityFrameworkCore"] = ["Data", "Hosting"],
        ["Microsoft.Data.Sqlite"] = ["Data", "Hosting"],
        ["Npgsql"] = ["Data", "Hosting"],
        ["Yarp"] = ["Gateway.Forwarding", "Hosting"],
        ["Microsoft.AspNetCore.Components"] = ["Components", "Hosting"],
        ["Radzen"] = ["Components", "Hosting"],
        ["Markdig"] = ["Content"],
    };

    /// <summary>Modules without I/O: no web framework, no network, no files.</summary>
    public static readonly string[] WithoutIo = ["Routing", "Catalog", "Keys", "Usage", "Primitives"];

    /// <summary>The parts of those modules that work on files.</summary>
    public static readonly string[] WithIo = ["Usage.Journal"];

    public static readonly string[] IoNamespaces =
    [
        "Microsoft.AspNetCore", "System.Net.Http", "System.Net.Sockets", "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream", "System.IO.Directory",
        "System.IO.DirectoryInfo", "System.IO.RandomAccess",
    ];

    public static bool IsIn(string place, string module) => place == module || place.StartsWith(module + ".", StringComparison.Ordinal);
}
