namespace JusInfer.Portal.Accounts.Tokens;

/// <summary>What an access token is for.</summary>
internal enum TokenAudience
{
    /// <summary>The control plane, and all that it may use.</summary>
    ControlPlane,

    /// <summary>The MCP server, for an OAuth client with a grant.</summary>
    Mcp,
}
