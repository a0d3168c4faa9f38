namespace JusInfer.Portal.Primitives;

/// <summary>The ids of log events, one range per module, for filters and alerts of operators.</summary>
internal static class LogEvents
{
    public const int Draining = 1000;
    public const int DrainCut = 1001;
    public const int CallFailed = 1002;
    public const int DrainAborted = 1003;
    public const int CallWithoutStore = 1004;
    public const int CallWithoutJournal = 1005;
    public const int PlainHttpReachable = 1006;
    public const int ForwardedSchemeUnknown = 1007;
    public const int RequestWithoutStore = 1008;

    public const int AttemptFailed = 2000;
    public const int OperatorMustAct = 2001;
    public const int DrainFailed = 2003;
    public const int CloseFailed = 2004;
    public const int ResponseNotStored = 2005;
    public const int ResponseStoreFailed = 2006;
    public const int ResponseSweepFailed = 2007;
    public const int RetryBudgetSpent = 2008;
    public const int StreamInterrupted = 2009;
    public const int StreamResumed = 2010;
    public const int StreamNotResumed = 2011;
    public const int AttemptFaultInjected = 2012;
    public const int CallInternalError = 2013;
    public const int JudgeFailed = 2014;
    public const int UsageMismatch = 2015;
    public const int ToolLoopNotInspected = 2016;
    public const int AnswerRepeated = 2017;
    public const int SessionStatesNotStored = 2018;
    public const int ClientNotReading = 2019;
    public const int ProviderTestFailed = 2020;
    public const int ImplausibleUsage = 2021;

    public const int UsageStoreFailed = 3000;
    public const int UsageRecovered = 3001;
    public const int JournalSyncFailed = 3002;
    public const int JournalVersionUnknown = 3003;
    public const int UsageRejected = 3004;
    public const int UsageSweepFailed = 3005;
    public const int UsageListenerFailed = 3006;
    public const int RefusalsNotStored = 3007;
    public const int RefusalSweepFailed = 3008;
    public const int IntentsNotCopied = 3009;
    public const int JournalDamaged = 3010;
    public const int ExpiredCallsSkipped = 3011;
    public const int JournalOfAnotherStore = 3012;
    public const int JournalDeleted = 3013;

    public const int OperatorClaimed = 4000;
    public const int SigningKeyCreated = 4001;
    public const int SigningKeyUnreadable = 4002;
    public const int RefreshTokenReused = 4003;
    public const int PasswordMailFailed = 4004;
    public const int ExternalSignInFailed = 4005;
    public const int SessionNotExtended = 4006;

    public const int ListenerFailed = 5000;
    public const int ChangesInterrupted = 5001;
    public const int BreakerHintNotSent = 5002;
    public const int TooFewConnections = 5003;
    public const int ForeignLogSetAside = 5004;
    public const int NotificationsLost = 5005;
    public const int NotificationsArrive = 5006;
    public const int ClockHasJumped = 5007;
    public const int DatabaseFileMoved = 5008;

    public const int NoArticles = 6000;
    public const int ArticlesNotReloaded = 6001;

    public const int AllowanceRefreshFailed = 7000;
    public const int LeaseExchangeFailed = 7001;
    public const int RateExchangeFailed = 7004;

    public const int RunawayPaused = 8000;
    public const int PauseNotStored = 8001;
    public const int SpendNotEvaluated = 8002;
    public const int UnbilledNotEvaluated = 8003;

    public const int AlertRaised = 9000;
    public const int AlertsNotEvaluated = 9001;

    public const int DeliveryFailed = 10000;
    public const int WebhookDisabled = 10001;
    public const int DeliveriesInterrupted = 10002;

    public const int KeyUseNotStored = 11000;
    public const int KeyReportFailed = 11001;

    public const int NodeDiffers = 12000;
    public const int NodeTakenOver = 12001;
    public const int NodeWatchFailed = 12002;
    public const int NodeIsReplaced = 12003;
    public const int NodeNotReported = 12004;
    public const int NodeNotRecoverable = 12005;
    public const int LeasesEnded = 12006;
    public const int LeasesKept = 12007;
    public const int IntentsDamaged = 12008;
    public const int WaitsForSilence = 12009;

    public const int ToolFailed = 13000;

    public const int MailSent = 14000;
    public const int MailFailed = 14001;
    public const int MailRejected = 14002;
    public const int MailsExpired = 14003;
    public const int MailUnreadable = 14004;
    public const int MailsInterrupted = 14005;
    public const int MailGivenUp = 14006;

    public const int ProviderCredentialSet = 15000;
    public const int ProviderCredentialRemoved = 15001;
    public const int ProviderCredentialUnreadable = 15002;
    public const int ProvidersNotRead = 15003;
    public const int ProviderTested = 15004;
    public const int LocalServerAdded = 15005;
    public const int LocalServerRemoved = 15006;
    public const int CredentialFileRead = 15007;
    public const int CredentialFileLost = 15008;
    public const int ModelChanged = 15009;
    public const int ProviderSwitched = 15010;

    public const int CallDenied = 16000;
    public const int AnonymousCallDenied = 16001;

    public const int PanelNotUpdated = 17000;
    public const int DialogFailed = 17001;
}
