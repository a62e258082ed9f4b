/**
 * How to reach a real AWS service, or one that speaks like it. Credentials never stand here: they come from the
 * server's environment (AWS_ACCESS_KEY_ID …) or from the named profile of the AWS shared files.
 */
export interface AwsServiceConfiguration {
  /** Region to call; without it the region in the ARN, or the one that the caller signed for. */
  readonly region?: string;
  /**
   * URL of the service, for anything but AWS itself. `AWS_ENDPOINT_URL` is ignored on purpose: in the environment of
   * a Streambed server it usually names Streambed.
   */
  readonly endpoint?: string;
  /** Profile in the AWS shared configuration and credentials files. */
  readonly profile?: string;
  /**
   * Whether the host may have a private address under a name that looks public, as VPC endpoints have. Only where the
   * service is asked through services/outbound: knowledge bases and guardrails.
   */
  readonly allowPrivateAddress?: boolean;
}
