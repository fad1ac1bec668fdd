//! Phrases of spending, both ways.

use super::*;

fn lexicon() -> SpendingLexicon {
    crate::accounts::testing::spending()
}

/// Look-alikes both ways, none of them from the shared list.
#[test]
fn families_generalise() {
    let classifier = Classifier::new(&lexicon());
    let mut wrong = Vec::new();
    for (class, phrases) in [
        ("allowed", ALLOWED),
        ("review", REVIEW),
        ("forbidden:fixed_asset", ASSETS),
        ("forbidden:award", AWARDS),
        ("forbidden:donation_sponsorship", GIFTS),
        ("forbidden:outward_investment", INVESTMENTS),
        ("forbidden:fiscal", FISCAL),
    ] {
        for phrase in phrases.split_whitespace() {
            let verdict = classifier.classify(phrase, &Context::default());
            if verdict.class.code() != class {
                wrong.push(format!("{phrase}: {class}, not {} ({})", verdict.class.code(), verdict.reason));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const ALLOWED: &str = "专家指导酬劳 讲者酬金 主持人酬金 中英互译 现场口译 交替传译 显微镜借用费 设备借用 桌椅音响租摆费 专家食宿交通 外宾接机 企业摸底调查 现场调研 租赁大巴 平台使用 水样化验 稿件翻译 会务组织 急救保障 签到本 文献检索 会议指南 展具租用 下企业用车 采购会议服务 \
    会场租金 投影设备租赁费 摄像机租用 笔记本电脑租赁 同声传译设备租用费 展架租借 中巴车租赁 无人机表演服务费 打印机维修费 电脑维护费 \
    打印机耗材 复印费 服务器托管费 数据库检索费 软件使用培训讲课费 机器人产业论坛会务费 人工智能设备展览场地费 智能制造装备研讨会资料印刷费 \
    会议会务服务费 专家评审费 评委劳务费 主持人劳务费 裁判员劳务费 志愿者餐费 志愿者交通费 参会人员住宿费 高铁票 机票 出租车费 市内交通费 \
    论文集印刷费 会议手册印刷 宣传册设计印刷费 海报制作 易拉宝 背景板制作 桌牌制作 胸牌制作费 代表证制作 资料袋 签字笔 矿泉水 会议用水 \
    直播服务费 录播费 照片直播服务费 新闻宣传费 公众号推广费 短视频制作费 快递费 邮寄费 意外伤害保险费 茶叶样品检测费 水质检测费 土壤样品化验费 \
    调研差旅费 需求调研费 问卷印刷费 平台使用费 报名系统服务费 审稿费 校对费 版面费 编审费 同传费 翻译费 笔译费 获奖作品展板制作 \
    颁奖典礼场地租赁费 科技奖励政策培训讲课费 奖励政策宣讲资料印刷费 优秀论文汇编印刷费 李四光奖报告会场地费 捐赠仪式场地布置费 慈善组织培训讲课费 \
    赞助商权益手册印刷费 公益科普讲座讲课费 爱心助学志愿者交通费 投资峰会会务费 招商推介会茶歇 风险投资讲座讲师费 股权投资培训场地费 基金项目申报辅导讲课费 \
    广西某投资集团有限公司会议服务费 旅游产业发展论坛场地费 酒店住宿费 酒店会议室租金 福利院科普活动交通费 烟草行业科协交流会餐费 会务费（不含纪念品） \
    《奖励办法》印刷费 捐赠收入 收到赞助款 会议资料费 活动场地费 会议室租赁 培训教材印刷费 讲义印制 餐费 会议用餐 自助餐 大巴车费 过路费 接送机费用 \
    网络直播技术服务费 技术服务费 策划服务费 会议注册费 专家讲座费 学术报告费 技术咨询费 标识标牌制作费 活动保险 展位费 展位搭建费 布展费 样品运输费 仪器使用费 机时费 测试加工费";
const REVIEW: &str = "公务用车 房租 绿植租摆费 聚餐费 接待餐费 购买保温杯 更换空调 优秀作品稿酬 帮扶款 慰问金 酬谢金 感谢金 \
    扫描仪 无人机 会议平板 音响 笔记本电脑 空调 摄像机 奖牌 水晶奖牌制作 荣誉证书 聘书制作 纪念品 纪念品制作费 礼品 会议礼品 文创礼盒 \
    优秀论文证书印刷 志愿者补助 误餐补贴 会员费 学会会费 协办经费 慰问金 助农扶持资金 冠名支持 赠书 押金 场地保证金 预付场地款 借款 转拨协作单位经费 \
    评估费 联盟会费 其他 其他费用 不可预见费 管理费 税费 服装 马甲 雨伞 饮料 鲜花 绿植租摆 参观费 通讯费 律师费 物资一批 材料一批 办公费 耗材一批 \
    会议室改造 展厅建设费 软件开发费 网站建设费 小程序开发 图书 专业图书采购 U盘 移动硬盘 充电宝 键盘 电脑配件 科普教具 实验器材 会务费（打包） 工作餐（超标准） 购买打印机1台800元 购买教具3件";
const ASSETS: &str = "购买公务用车 购置商务车 配置会议音响 新增电脑 购买净水器 购房款 购买烘箱 触控大屏1台4980元 \
    购置扫描仪 购买投影机2台 采购无人机1架 新购笔记本电脑 购置办公桌椅 购买文件柜 办公家具购置 电视机采购 购买显微镜 购置离心机1台 音响设备购置费 \
    采购摄像机 添置空调 购买相机 购置电动汽车 购买办公用房 实验仪器采购费 购置会议一体机 购置液晶显示器 购置快速水分测定仪1台 购买土壤速测仪 采购烘干机2台 会务费（含购置音箱） 固定资产购置 固定资产购买 购买iPad平板";
const AWARDS: &str = "承办单位嘉勉金 勉励金 表彰金 奖掖金 犒劳金 获奖选手酬金 优胜者报酬 幸运奖 \
    一等奖奖金 优秀奖奖金 优胜奖奖品 参赛队伍奖金 奖金支出 先进个人奖励 论文奖励 突出贡献奖励金 项目组奖励 创新创业大赛奖金 发放奖金 大赛奖品采购 竞赛一等奖 有奖问答奖品 \
    优秀组织奖奖金 年终奖 会务费（含奖品） 优秀志愿者奖励 奖学金 奖品购置费 抽奖礼品及奖金";
const GIFTS: &str = "助困款 无偿赠与设备 捐献物资 \
    捐款 捐赠支出 向某小学捐赠图书 向灾区捐款 捐赠科普器材 捐资 赞助款 赞助某协会年会 赞助学校科技节 公益捐款 慈善捐款 爱心捐款 资助贫困学生 资助某合作社 捐助困难职工 \
    捐赠防疫物资 支付某学会赞助费 赞助活动费用 救灾捐款 援建图书室 定向捐赠款 社会捐赠支出 公益赞助";
const INVESTMENTS: &str = "注资款 跟投款 设立某公司 借给企业款 申购基金 \
    对外投资 投资支出 股权投资款 入股某公司 参股资金 购买理财产品 购买基金 购买国债 增资款 出资设立公司 出资款 购买股份 认购股权 投资入股 股权转让款 证券投资 期货投资 \
    信托产品 长期股权投资 向某企业投资 购买可转债 注册资金 合资公司出资";
const FISCAL: &str = "白酒 红酒 酒水 烟 茅台酒 宴请 宴会费 招待费 业务招待费 公务接待费 旅游费 旅游门票 门票 工资 人员工资 社保费 住房公积金 职工福利费 过节费 话费 手机话费 汽油费 加油费 \
    加油卡 购物卡 充值卡 罚金 滞纳金 罚款支出 贷款利息 还贷 水电费 物业费 办公室租金 KTV 娱乐费 洗浴 健身卡 月饼 职工体检费 礼金 足浴消费 景点游览 个人消费";

/// Phrases of our own, written before they were tried; what staff would answer stands beside each.
#[test]
fn the_list_of_our_own_is_classified() {
    let classifier = Classifier::new(&lexicon());
    let rows = include_str!("../../../tests/spending/phrases.tsv").lines().filter(|l| !l.starts_with('#'));
    let mut wrong = Vec::new();
    for row in rows {
        let mut fields = row.split('\t');
        let (Some(phrase), Some(expected)) = (fields.next(), fields.next()) else { continue };
        let verdict = classifier.classify(phrase, &Context::default());
        if verdict.class.code() != expected {
            wrong.push(format!("{phrase}: {expected}, not {} ({})", verdict.class.code(), verdict.reason));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The shared list is half of a larger one; see the target in the task: 92 % right, nothing forbidden called allowed.
#[test]
fn the_shared_list_is_classified() {
    let Ok(list) = std::fs::read_to_string("../../shared/domain/spending_lexicon.tsv")
        .or_else(|_| std::fs::read_to_string("../shared/domain/spending_lexicon.tsv"))
    else {
        eprintln!("skipped: shared/domain/spending_lexicon.tsv is not there");
        return;
    };
    let classifier = Classifier::new(&lexicon());
    let (mut right, mut all, mut worst) = (0, 0, Vec::new());
    for row in list.lines().skip(1) {
        let mut fields = row.split('\t');
        let (Some(phrase), Some(expected)) = (fields.next(), fields.next()) else { continue };
        let expected = expected.replace("fiscal_rule", "fiscal");
        let verdict = classifier.classify(phrase, &Context::default());
        all += 1;
        if verdict.class.code() == expected {
            right += 1;
        } else {
            eprintln!("{phrase}\t{expected}\t{}\t{}", verdict.class.code(), verdict.reason);
        }
        if expected.starts_with("forbidden") && verdict.class == SpendingClass::Allowed {
            worst.push(phrase.to_string());
        }
    }
    eprintln!("{right} of {all}");
    assert_eq!(worst, Vec::<String>::new(), "forbidden, but called allowed");
    assert!(right * 100 >= all * 92, "{right} of {all}");
}
