namespace JusInfer.Routing.Evaluation.Reports;

/// <summary>The parts of the evaluation. Each can run alone.</summary>
[Flags]
internal enum EvaluationParts
{
    None = 0,

    /// <summary>Heads for single prompts, which do not ship.</summary>
    Prompts = 1,

    /// <summary>The step head, which ships, and its replay through the gateway.</summary>
    Steps = 1 << 1,

    /// <summary>The step head against the method of the earlier research.</summary>
    Floor = 1 << 2,

    /// <summary>The model of a whole session.</summary>
    Sessions = 1 << 3,

    /// <summary>What caches, switches, repeats and checks do to the bill of a session. Nothing is trained.</summary>
    Economics = 1 << 4,

    All = Prompts | Steps | Floor | Sessions | Economics,
}
