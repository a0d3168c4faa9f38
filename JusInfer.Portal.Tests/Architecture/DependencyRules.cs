namespace JusInfer.Portal.Tests.Architecture;

/// <summary>
/// Which modules may depend on which, and which modules may use which frameworks. The tables of docs/ARCHITECTURE.md, enforced by
/// <see cref="DependencyRulesTests"/>.
/// </summary>
internal static class DependencyRules
{
    public const string Everything = "*";

    /// <summary>
    /// A module and the modules it may use, besides itself and Primitives. A part with a row of its own is named where it may be used: the row of its
    /// module neither applies to it nor allows it.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, string[]> Modules = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Primitives"] = [],
        ["Catalog"] = [],
        ["Catalog.Providers"] = ["Catalog"],
        ["Tenancy"] = [],
        ["Audit"] = [],
        ["Content"] = [],
        ["Routing"] = ["Catalog"],
        ["Mail"] = [],
        ["Simulator"] = [],
        ["Keys"] = ["Tenancy"],
        ["Cluster"] = [],
        ["Usage"] = ["Catalog", "Tenancy", "Cluster"],
        ["Accounts"] = ["Tenancy", "Audit", "Mail", "Keys"],
        ["Spending"] = ["Tenancy", "Keys", "Usage"],
        ["Admission"] = ["Catalog", "Tenancy", "Keys", "Cluster", "Usage", "Spending"],
        ["Cluster.Takeover"] = ["Catalog", "Cluster", "Usage", "Admission"],
        ["Gateway"] =
        [
            "Catalog", "Catalog.Providers", "Tenancy", "Routing", "Simulator", "Keys", "Cluster", "Usage", "Spending", "Admission",
        ],
        ["Notifications"] = ["Tenancy", "Mail", "Keys", "Cluster", "Usage", "Accounts", "Spending", "Admission", "Gateway.Status"],
        ["Reports"] =
        [
            "Catalog", "Catalog.Providers", "Tenancy", "Audit", "Keys", "Usage", "Accounts", "Spending", "Admission", "Cluster.Takeover",
            "Gateway.Status", "Notifications",
        ],
        ["Api"] =
        [
            "Catalog", "Catalog.Providers", "Tenancy", "Audit", "Keys", "Usage", "Accounts", "Spending", "Admission", "Cluster.Takeover",
            "Gateway.Status", "Notifications", "Reports",
        ],
        ["Components"] =
        [
            "Catalog", "Catalog.Providers", "Tenancy", "Audit", "Content", "Routing", "Mail", "Keys", "Usage", "Accounts", "Spending",
            "Admission", "Cluster.Takeover", "Gateway.Status", "Gateway.Demo", "Gateway.StoredResponses", "Notifications", "Reports",
        ],
        ["Data"] =
        [
            "Catalog", "Catalog.Providers", "Tenancy", "Audit", "Routing", "Mail", "Keys", "Cluster", "Usage", "Accounts", "Spending",
            "Admission", "Cluster.Takeover", "Gateway", "Notifications",
        ],
        ["Mcp"] = ["Catalog", "Tenancy", "Keys", "Usage", "Accounts", "Spending", "Admission", "Reports", "Api"],
        ["Hosting"] = [Everything],
    };

    /// <summary>The parts of the gateway, from the bottom up. A part may use those before it.</summary>
    public static readonly string[] GatewayParts =
    [
        "Wire", "Sealing", "Errors", "Authentication", "Requests", "Translation", "Rules", "FaultInjection", "Calls", "StoredResponses",
        "Dialects", "Streaming", "Upstreams", "Pipeline", "Endpoints", "Forwarding", "Status", "Demo",
    ];

    /// <summary>The dialects. One may use those before it: a variant uses the wire format that it varies.</summary>
    public static readonly string[] Dialects = ["AnthropicMessages", "OpenAiResponses", "OpenAiChat", "OpenAiCompletions", "OpenAiEmbeddings", "Ollama", "Gemini"];

    /// <summary>A framework's namespace and the modules, or parts of one, that may use it.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Frameworks = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Microsoft.EntityFrameworkCore"] = ["Data", "Hosting"],
        ["Microsoft.AspNetCore.Identity.EntityFrameworkCore"] = ["Data", "Hosting"],
        ["Microsoft.Data.Sqlite"] = ["Data", "Hosting"],
        ["Npgsql"] = ["Data", "Hosting"],
        ["Yarp"] = ["Gateway.Forwarding", "Hosting"],
        ["Microsoft.AspNetCore.Components"] = ["Components", "Hosting"],
        ["MudBlazor"] = ["Components"],
        ["QRCoder"] = ["Components"],
        ["Markdig"] = ["Content"],
        ["YamlDotNet"] = ["Content"],
        ["ModelContextProtocol"] = ["Mcp"],
    };

    /// <summary>Modules without I/O: no web framework, no network, no files.</summary>
    public static readonly string[] WithoutIo = ["Routing", "Catalog", "Keys", "Usage", "Primitives"];

    /// <summary>The parts of those modules that work on files or call local servers.</summary>
    public static readonly string[] WithIo = ["Catalog.Providers", "Usage.Journal", "Primitives.Files", "Primitives.Networks"];

    public static readonly string[] IoNamespaces =
    [
        "Microsoft.AspNetCore", "System.Net.Http", "System.Net.Sockets", "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream", "System.IO.Directory",
        "System.IO.DirectoryInfo", "System.IO.RandomAccess",
    ];

    public static bool IsIn(string place, string module) => place == module || place.StartsWith(module + ".", StringComparison.Ordinal);
}
