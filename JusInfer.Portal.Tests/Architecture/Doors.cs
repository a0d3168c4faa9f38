namespace JusInfer.Portal.Tests.Architecture;

/// <summary>Which room may use which, and which frameworks stay behind which walls. The table of docs/ARCHITECTURE.md, held by a test.</summary>
internal static class Doors
{
    public const string Everything = "*";

    /// <summary>Room to the rooms it may use. All may use Primitives and themselves; what is not listed is a wall.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Of = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Primitives"] = [],
        ["Catalog"] = [],
        ["Tenancy"] = [],
        ["Content"] = [],
        ["Routing"] = ["Catalog"],
        ["Keys"] = ["Tenancy"],
        ["Usage"] = ["Catalog"],
        ["Accounts"] = ["Tenancy"],
        ["Admission"] = ["Tenancy", "Keys", "Catalog", "Usage"],
        ["Gateway"] = ["Routing", "Catalog", "Keys", "Tenancy", "Usage", "Admission"],
        ["Api"] = ["Keys", "Tenancy", "Usage", "Catalog", "Accounts", "Admission", "Gateway.Status"],
        ["Components"] = ["Keys", "Tenancy", "Usage", "Catalog", "Content", "Accounts", "Admission", "Routing", "Gateway.Status"],
        ["Data"] = ["Keys", "Tenancy", "Usage", "Catalog", "Accounts", "Admission", "Routing", "Gateway"],
        ["Hosting"] = [Everything],
    };

    /// <summary>
    /// Within the gateway, part to the parts it may use. From Calls to Upstreams they are the stations of one call and know each other; those
    /// before them know no call, and nobody knows those behind.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, string[]> InGateway = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["Errors"] = [],
        ["Authentication"] = ["Errors"],
        ["Requests"] = ["Errors"],
        ["Translation"] = ["Errors", "Requests"],
        ["Simulator"] = ["Requests", "Streaming.Resumption"],
        ["Calls"] = ["Errors", "Authentication", "Requests", "Translation", "Dialects", "Drills", "Streaming", "Upstreams"],
        ["Dialects"] = ["Errors", "Requests", "Translation", "Calls", "Responses", "Streaming", "Upstreams"],
        ["Drills"] = ["Streaming", "Upstreams"],
        ["Responses"] = ["Errors", "Authentication", "Requests", "Calls"],
        ["Streaming"] = ["Errors", "Requests", "Translation", "Calls", "Dialects", "Upstreams"],
        ["Upstreams"] = ["Errors", "Requests", "Translation", "Simulator", "Calls", "Dialects", "Drills", "Streaming"],
        ["Endpoints"] = ["Errors", "Authentication", "Requests", "Calls", "Dialects", "Responses", "Upstreams"],
        ["Forwarding"] = ["Errors", "Requests", "Calls", "Dialects", "Endpoints", "Streaming", "Upstreams"],
        ["Status"] = ["Streaming", "Upstreams"],
    };

    /// <summary>Dialects do not know each other, but for those that are another one's kin, and for clients that mix two.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> InDialects = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["AnthropicMessages"] = [],
        ["OpenAiResponses"] = [],
        ["OpenAiChat"] = ["OpenAiResponses"],
        ["OpenAiCompletions"] = ["OpenAiChat"],
        ["OpenAiEmbeddings"] = ["OpenAiChat"],
    };

    /// <summary>A framework's namespace to the rooms (or parts of one) that may use it.</summary>
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

    /// <summary>Rooms, or parts of one, that think and touch nothing: no web framework, no network, no files, no clock of the machine's.</summary>
    public static readonly string[] Pure = ["Routing", "Catalog", "Keys", "Usage", "Primitives"];

    /// <summary>The part of a pure room whose work is a file.</summary>
    public static readonly string[] NotPure = ["Usage.Journal"];

    public static readonly string[] Impure =
    [
        "Microsoft.AspNetCore", "System.Net.Http", "System.Net.Sockets", "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream", "System.IO.Directory",
        "System.IO.DirectoryInfo", "System.IO.RandomAccess",
    ];

    public static bool IsIn(string place, string room) => place == room || place.StartsWith(room + ".", StringComparison.Ordinal);
}
