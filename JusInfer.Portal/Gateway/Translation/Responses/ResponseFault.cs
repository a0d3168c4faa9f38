namespace JusInfer.Portal.Gateway.Translation.Responses;

/// <summary>Why the answer of a model is of no use to the client.</summary>
internal enum ResponseFault
{
    /// <summary>It calls a tool that the request does not define.</summary>
    UnknownTool,

    /// <summary>It calls a tool with arguments that are not a JSON object.</summary>
    InvalidArguments,

    /// <summary>It calls a tool without an argument that the tool's schema requires.</summary>
    MissingArgument,

    /// <summary>The model refused to answer, or a content filter ended the answer.</summary>
    Refused,

    /// <summary>The model ended its answer with neither text nor a tool call.</summary>
    Empty,
}

internal static class ResponseFaults
{
    /// <summary>There is no answer, rather than one with a fault.</summary>
    public static bool IsWithoutAnswer(this ResponseFault fault) => fault is ResponseFault.Refused or ResponseFault.Empty;
}
