namespace JusInfer.Portal.Gateway.Translation.Answers;

/// <summary>Why the answer of a model is of no use to the client.</summary>
internal enum AnswerFault
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

internal static class AnswerFaults
{
    /// <summary>There is no answer, rather than one with a fault.</summary>
    public static bool IsWithoutAnswer(this AnswerFault fault) => fault is AnswerFault.Refused or AnswerFault.Empty;
}
