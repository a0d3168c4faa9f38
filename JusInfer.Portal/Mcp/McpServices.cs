using JusInfer.Portal.Mcp.Tools;

namespace JusInfer.Portal.Mcp;

internal static class McpServices
{
    /// <summary>Adds the MCP server. Requires the services of Accounts, Keys, Usage, Admission, Catalog and of the catalog's pages.</summary>
    internal static IServiceCollection AddMcp(this IServiceCollection services) => services
        .AddScoped<ToolCalls>()
        .AddScoped<McpTool, UsageTool>()
        .AddScoped<McpTool, RunListTool>()
        .AddScoped<McpTool, RunTool>()
        .AddScoped<McpTool, RejectionTool>()
        .AddScoped<McpTool, LimitsTool>()
        .AddScoped<McpTool, ModelsTool>()
        .AddScoped<McpTool, MintKeyTool>();
}
