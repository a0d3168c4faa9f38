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
        ["Providers"] = ["Catalog"],
        ["Tenancy"] = [],
        ["Audit"] = [],
        ["Content"] = [],
        ["Routing"] = ["Catalog"],
        ["Schemas"] = [],
        ["Mail"] = [],
        ["Simulator"] = ["Schemas"],
        ["Keys"] = ["Tenancy"],
        ["Cluster"] = [],
        ["Usage"] = ["Catalog", "Cluster"],
        ["Accounts"] = ["Tenancy", "Keys", "Audit", "Mail"],
        ["Wallet"] = [],
        ["Leases"] = ["Cluster"],
        ["Budgets"] = ["Tenancy", "Keys", "Usage"],
        ["Runaway"] = ["Tenancy", "Keys", "Usage"],
        ["Feedback"] = ["Tenancy", "Usage", "Catalog"],
        ["Alerts"] = ["Tenancy", "Keys", "Usage", "Budgets", "Wallet", "Cluster", "Leases", "Runaway", "Accounts", "Mail", "Gateway.Status"],
        ["Webhooks"] = ["Alerts", "Tenancy"],
        ["Cluster.Takeover"] = ["Cluster", "Catalog", "Usage", "Leases", "Admission"],
        ["Admission"] = ["Tenancy", "Keys", "Catalog", "Usage", "Budgets", "Wallet", "Cluster", "Leases"],
        ["Gateway"] = ["Routing", "Catalog", "Keys", "Tenancy", "Usage", "Budgets", "Wallet", "Cluster", "Runaway", "Feedback", "Admission", "Schemas", "Simulator", "Providers"],
        ["Api"] = ["Keys", "Tenancy", "Audit", "Usage", "Budgets", "Wallet", "Runaway", "Feedback", "Catalog", "Accounts", "Admission", "Alerts", "Webhooks", "Cluster.Takeover", "Gateway.Status", "Providers"],
        ["Components"] = ["Keys", "Tenancy", "Audit", "Usage", "Budgets", "Wallet", "Runaway", "Feedback", "Catalog", "Content", "Accounts", "Admission", "Routing", "Alerts", "Webhooks", "Mail", "Cluster.Takeover", "Gateway.Status", "Providers"],
        ["Data"] = ["Keys", "Tenancy", "Audit", "Usage", "Budgets", "Wallet", "Cluster", "Leases", "Runaway", "Feedback", "Catalog", "Accounts", "Admission", "Routing", "Gateway", "Alerts", "Webhooks", "Mail", "Cluster.Takeover", "Providers"],
        ["Mcp"] = ["Keys", "Tenancy", "Usage", "Budgets", "Runaway", "Feedback", "Catalog", "Accounts", "Admission", "Api", "Components"],
        ["Hosting"] = [Everything],
    };

    /// <summary>The parts of the gateway, from the bottom up. A part may use those before it.</summary>
    public static readonly string[] GatewayParts =
    [
        "Wire", "Sealing", "Errors", "Authentication", "Requests", "Translation", "FaultInjection", "Calls", "Responses", "Dialects", "Streaming", "Upstreams",
        "Pipeline", "Endpoints", "Forwarding", "Status",
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
        ["Radzen"] = ["Components.Shared.Kit"],
        ["QRCoder"] = ["Components"],
        ["Markdig"] = ["Content"],
        ["YamlDotNet"] = ["Content"],
        ["ModelContextProtocol"] = ["Mcp"],
    };

    /// <summary>Modules without I/O: no web framework, no network, no files.</summary>
    public static readonly string[] WithoutIo = ["Routing", "Catalog", "Keys", "Usage", "Primitives"];

    /// <summary>The parts of those modules that work on files.</summary>
    public static readonly string[] WithIo = ["Usage.Journal", "Primitives.Files"];

    public static readonly string[] IoNamespaces =
    [
        "Microsoft.AspNetCore", "System.Net.Http", "System.Net.Sockets", "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream", "System.IO.Directory",
        "System.IO.DirectoryInfo", "System.IO.RandomAccess",
    ];

    public static bool IsIn(string place, string module) => place == module || place.StartsWith(module + ".", StringComparison.Ordinal);
}
